import { found } from '../errors.ts';
import { type MediaFiles, mediaHeaders } from '../media.ts';
import type { Operation } from '../operation.ts';

/** Files that customers sent. With the key, they are served here or by a redirect to the other origin. */
export function mediaRoutes(media: MediaFiles, otherUrl: string): Operation[] {
  return [
    {
      method: 'GET',
      path: '/media/{id}',
      run({ workspace, params }) {
        const file = media.get(params.id ?? '');
        const own = found(file?.accountId === workspace.account.id ? file : null, 'Media');
        return { status: 200, body: own.bytes, headers: mediaHeaders(own) };
      },
    },
    {
      method: 'GET',
      path: '/media/{id}/elsewhere',
      run: ({ params }) => ({
        status: 302,
        body: Buffer.alloc(0),
        headers: { location: `${otherUrl}/files/${params.id}` },
      }),
    },
  ];
}
