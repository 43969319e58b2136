import app from '../../../index.ts';

// A story waits ten real seconds once, and a busy machine takes its time for the rest.
/** Where a story is told to, and what was told so far. */
export function telling() {
  const lines: string[] = [];
  return { app, write: (line: string) => void lines.push(line), text: () => lines.join('\n') };
}
