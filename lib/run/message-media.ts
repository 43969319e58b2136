import type { Bundle, ZObject } from 'zapier-platform-core';
import { run } from './run.ts';

/** A dehydrated pointer to the file of a message, fetched only if a later step uses it; null without a file. */
export function mediaPointer(
  { z }: { z: Pick<ZObject, 'dehydrateFile'> },
  message: { id: string; mediaUrl?: string | null | undefined },
): string | null {
  return message.mediaUrl && message.id ? z.dehydrateFile(messageMedia, { message_id: message.id }) : null;
}

/**
 * Hydrates the file of a message. Reads the message again first, because the link may have expired.
 *
 * @returns the URL of Zapier's copy of the file
 * @throws Zapier's Error if there is no file, or if its link cannot be fetched or leads to a private network
 */
export const messageMedia = (z: ZObject, bundle: Bundle): Promise<string> =>
  run(z, bundle, async (step) => (await import('./media-file.ts')).fetchFile(step, bundle.inputData), 'editor');
