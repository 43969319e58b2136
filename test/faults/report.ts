/** The result of one part of the suite. */
export interface Part {
  title: string;
  figures: Record<string, number>;
  /** One sentence for each broken promise. */
  breaches: string[];
}

/** `npm test` runs `small`, `npm run reliability` runs `full`. */
export type Size = 'small' | 'full';
