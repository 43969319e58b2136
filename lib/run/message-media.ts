import type { Bundle, ZObject } from 'zapier-platform-core';
import { run } from './run.ts';

/** What stands for the file of a message until a later step uses it: a pointer of the platform; null without a file. */
export function mediaPointer(
  { z }: { z: Pick<ZObject, 'dehydrateFile'> },
  message: { id: string; mediaUrl?: string | null | undefined },
): string | null {
  return message.mediaUrl && message.id ? z.dehydrateFile(messageMedia, { message_id: message.id }) : null;
}

/**
 * Fetches the file of a message when a later step uses it. The message is read again first, so that the link is fresh.
 *
 * @returns the file as the platform keeps it
 * @throws the platform's Error when there is no file, or its link leads nowhere or into a private network
 */
export const messageMedia = (z: ZObject, bundle: Bundle): Promise<string> =>
  run(z, bundle, async (step) => (await import('./media-file.ts')).fetchFile(step, bundle.inputData), 'editor');
