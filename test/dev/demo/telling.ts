import app from '../../../index.ts';

/** Where recipes are written to, and what was written so far. */
export function telling() {
  const lines: string[] = [];
  return { app, write: (line: string) => void lines.push(line), text: () => lines.join('\n') };
}
