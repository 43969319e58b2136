import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

/** A file that a step stored with `z.stashFile`. */
export interface StoredFile {
  filename: string;
  contentType: string;
  bytes: Buffer;
}

export type Files = ReturnType<typeof createFiles>;

/** @param base called at each use, because the server's port is known only after it listens */
export function createFiles(base: () => string) {
  const files = new Map<string, StoredFile>();
  const upload = () => `${base()}/files/`;
  const urlOf = (key: string) => new URL(key, upload()).href;
  /** @returns the URL of the file */
  function store(key: string, file: StoredFile): string {
    files.set(urlOf(key), file);
    return urlOf(key);
  }
  return {
    /** The data of a presigned upload: where to post, and the form fields to send. */
    presign: () => ({ url: upload(), fields: { key: `cli-platform/${randomUUID()}`, acl: 'public-read' } }),
    /** The file at a URL, or null. */
    find: (url: string) => files.get(url) ?? null,
    store,
    /** Stores text typed into a file field, which Zapier turns into a text file. @returns its URL */
    storeText(text: string): string {
      const file = { filename: 'unnamedfile.txt', contentType: 'text/plain', bytes: Buffer.from(text) };
      return store(`text/${randomUUID()}.txt`, file);
    },
    urlOf,
  };
}

/** The file server: accepts form posts as S3 does (204 on success) and serves the stored files. */
export function serveFiles(server: FastifyInstance, files: Files): void {
  server.post('/files/', async (request, reply) => {
    const contentType = String(request.headers['content-type'] ?? '');
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
    const key = form.get('key');
    const file = form.get('file');
    if (typeof key !== 'string' || file === null || typeof file === 'string') {
      return reply.code(400).send('Bucket POST must contain a key and a file.');
    }
    files.store(key, { filename: file.name, contentType: file.type, bytes: Buffer.from(await file.arrayBuffer()) });
    return reply.code(204).send();
  });

  server.get('/files/*', async (request, reply) => {
    const file = files.find(files.urlOf(request.url.slice('/files/'.length)));
    if (!file) return reply.code(404).send('No such file.');
    return reply
      .type(file.contentType)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.filename)}`)
      .send(file.bytes);
  });
}
