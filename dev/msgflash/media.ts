import type { IdKind } from './store.ts';

/** A file that a customer sent. How the real service serves files is not documented. */
export interface Media {
  id: string;
  accountId: string;
  bytes: Buffer;
  contentType: string;
  fileName: string;
}

export interface MediaFiles {
  add(media: Omit<Media, 'id'>): Media;
  get(id: string): Media | undefined;
}

export function createMedia(newId: (kind: IdKind) => string): MediaFiles {
  const byId = new Map<string, Media>();
  return {
    add(media) {
      const added = { ...media, id: newId('media') };
      byId.set(added.id, added);
      return added;
    },
    get: (id) => byId.get(id),
  };
}

/** The response headers of a file. */
export function mediaHeaders(media: Media): Record<string, string> {
  return {
    'content-type': media.contentType,
    'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(media.fileName)}`,
  };
}
