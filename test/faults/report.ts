/** What one part of the suite found. */
export interface Part {
  title: string;
  figures: Record<string, number>;
  /** One sentence for each broken promise. */
  breaches: string[];
}

/** `small` is what `npm test` has time for, `full` what `npm run reliability` runs. */
export type Size = 'small' | 'full';

/**
 * Runs one part of the suite.
 *
 * @param app the app definition: the source in a test, `dist/index.js` from the command
 */
export type RunPart = (size: Size, app: object) => Promise<Part>;

/** Shows a part in the terminal. */
export function printPart({ title, figures, breaches }: Part): void {
  console.log(`\n${title}`);
  for (const [name, figure] of Object.entries(figures)) console.log(`  ${name}: ${figure}`);
  console.log(`  breaches: ${breaches.length}`);
  for (const breach of breaches) console.log(`    ${breach}`);
}
