/** A file that a customer sent. How the real service serves files is not documented. */
export interface Media {
  accountId: string;
  bytes: Buffer;
  contentType: string;
  fileName: string;
}

/** Files by their ID. */
export type MediaFiles = Map<string, Media>;

/** The response headers of a file. */
export function mediaHeaders(media: Media): Record<string, string> {
  return {
    'content-type': media.contentType,
    'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(media.fileName)}`,
  };
}
