import type { Page } from '../msgflash/schemas.ts';

/** A search of names that has to page further than this is better made by something that is unique. */
const MAX_PAGES = 5;

/**
 * The one item that is meant, in as many pages as it takes and no more.
 *
 * @param read reads a page at a cursor, null for the first
 * @param maxPages where to stop
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

/** A name as MsgFlash is asked for it: accents in the form in which nearly all text has them, 100 characters at most. */
export function searchText(name: string): string {
  // Not half of a character that takes two places.
  return name
    .normalize('NFC')
    .slice(0, 100)
    .replace(/[\uD800-\uDBFF]$/, '');
}
