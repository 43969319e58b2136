import type { Page } from '../msgflash/schemas.ts';

/** A name that needs more pages than this is too common: search by something more specific. */
const MAX_PAGES = 5;

/**
 * Reads pages until the item is found.
 *
 * @param read reads the page at a cursor, null for the first
 * @param maxPages the most pages to read
 * @returns null if the item is not in these pages
 */
export async function findInPages<T>(
  read: (cursor: string | null) => Promise<Page<T>>,
  isMeant: (item: T) => boolean,
  maxPages = MAX_PAGES,
): Promise<T | null> {
  let cursor: string | null = null;
  for (let page = 0; page < maxPages; page++) {
    const { items, nextCursor, hasMore } = await read(cursor);
    const found = items.find(isMeant);
    if (found) return found;
    if (!nextCursor || hasMore === false) break;
    cursor = nextCursor;
  }
  return null;
}

/** A name as a search text for the API: accents composed (NFC), as in nearly all text, and at most 100 characters. */
export function searchText(name: string): string {
  // The cut must not leave half of a surrogate pair.
  return name
    .normalize('NFC')
    .slice(0, 100)
    .replace(/[\uD800-\uDBFF]$/, '');
}
