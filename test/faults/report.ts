/** The result of one part of the suite. */
export interface Part {
  title: string;
  figures: Record<string, number>;
  /** One sentence for each broken promise. */
  breaches: string[];
}

/** `npm test` runs `small`, `npm run reliability` runs `full`. */
export type Size = 'small' | 'full';

/**
 * Runs one part of the suite.
 *
 * @param app the app definition: the source in a test, `dist/index.js` from the command
 */
export type RunPart = (size: Size, app: object) => Promise<Part>;

/** Prints the result of a part. */
export function printPart({ title, figures, breaches }: Part): void {
  console.log(`\n${title}`);
  for (const [name, figure] of Object.entries(figures)) console.log(`  ${name}: ${figure}`);
  console.log(`  breaches: ${breaches.length}`);
  for (const breach of breaches) console.log(`    ${breach}`);
}
