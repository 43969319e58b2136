/** The middle of some figures. @throws when there are none */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** @param part of the figures that are at most as large, from 0 to 1. @throws when there are none */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  if (value === undefined) throw new Error('There is nothing to take the middle of.');
  return value;
}

/** @returns the figure with so many digits after the point */
export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

/** `yes`, or `no` beside a target that a figure should not be above. */
export function isMet(value: number, most: number): string {
  return value <= most ? 'yes' : 'no';
}
