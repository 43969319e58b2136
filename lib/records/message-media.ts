import type { Bundle, ZObject } from 'zapier-platform-core';
import { run } from '../run/run.ts';

/**
 * Fetches the file of a message when a later step uses it. The message is read again first, so that the link is fresh.
 *
 * @returns the file as the platform keeps it
 * @throws the platform's Error when there is no file, or its link leads nowhere or into a private network
 */
export const messageMedia = (z: ZObject, bundle: Bundle): Promise<string> =>
  run(z, bundle, async (step) => (await import('./media-file.ts')).fetchFile(step, bundle.inputData), 'editor');
