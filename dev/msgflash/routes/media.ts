import { found } from '../errors.ts';
import { type MediaFiles, mediaHeaders } from '../media.ts';
import { get, type Operation } from '../operation.ts';

/** Files that customers sent. With the key, they are served here or by a redirect to the other origin. */
export function mediaRoutes(media: MediaFiles, otherUrl: string): Operation[] {
  return [
    get('/media/{id}', ({ workspace, id }) => {
      const file = media.get(id);
      const own = found(file?.accountId === workspace.account.id ? file : null, 'Media');
      return { status: 200, body: own.bytes, headers: mediaHeaders(own) };
    }),
    get('/media/{id}/elsewhere', ({ id }) => ({
      status: 302,
      body: Buffer.alloc(0),
      headers: { location: `${otherUrl}/files/${id}` },
    })),
  ];
}
