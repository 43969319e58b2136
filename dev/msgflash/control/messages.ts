import { z } from 'zod';
import { ApiError, found } from '../errors.ts';
import { ledgerOf } from '../ledger.ts';
import type { MediaFiles } from '../media.ts';
import { messageObject } from '../message-object.ts';
import { type MessageType, messageType } from '../records.ts';
import type { Services } from '../services.ts';
import type { Workspace } from '../store.ts';
import { EVENTS, hasEvent } from '../webhooks.ts';
import { action } from './action.ts';
import { findInstance } from './find.ts';

const media = z.union([
  z.object({ url: z.string() }),
  z.object({
    /** The bytes, as text or as base64. */
    text: z.string().optional(),
    base64: z.string().optional(),
    contentType: z.string().default('image/png'),
    fileName: z.string().default('photo.png'),
    /**
     * `key`: served only with the API key. `redirect`: with the key, a redirect to the other origin. `open`: served by
     * the other origin without a key.
     */
    access: z.enum(['key', 'redirect', 'open']).default('key'),
  }),
]);

/** The stored files and the two origins that serve them. */
export interface Files {
  media: MediaFiles;
  url(): string;
  otherUrl: string;
}

/** Plays what customers and WhatsApp do with messages, and returns the ledger of accepted messages. */
export function messageControl({ deliveries, messages, store }: Services, files: Files) {
  /** Stores a file. @returns its link */
  function keep(workspace: Workspace, given: z.output<typeof media>): string {
    if ('url' in given) return given.url;
    const bytes = given.base64 === undefined ? Buffer.from(given.text ?? '') : Buffer.from(given.base64, 'base64');
    const { access, contentType, fileName } = given;
    const id = store.newId('media');
    files.media.set(id, { accountId: workspace.account.id, bytes, contentType, fileName });
    if (access === 'open') return `${files.otherUrl}/files/${id}`;
    return `${files.url()}/media/${id}${access === 'redirect' ? '/elsewhere' : ''}`;
  }

  return {
    /** A customer writes to an instance. */
    receive: action(
      z.object({
        instance: z.string().min(1),
        /** A number, or WhatsApp's ID of a chat. */
        from: z.string().regex(/^\+\d+$|^[\w:-]+@[a-z.]+$/),
        text: z.string().optional(),
        type: messageType.exclude(['buttons']).optional(),
        media: media.optional(),
      }),
      ({ instance: idOrName, from, text, type, media: given }) => {
        const { workspace, instance } = findInstance(store, idOrName);
        if (instance.status !== 'connected') {
          throw new ApiError('BAD_REQUEST', `${instance.name} is not connected and receives nothing`);
        }
        const mediaUrl = given ? keep(workspace, given) : null;
        const kind = type ?? (given ? typeOf(given) : 'text');
        return messageObject(messages.receive(workspace, instance, { from, type: kind, body: text ?? null, mediaUrl }));
      },
    ),
    failMessage: action(
      z.object({ id: z.string(), reason: z.string().default('The message could not be delivered') }),
      ({ id, reason }) => messages.fail(found(messages.find(id), 'Message'), reason),
    ),
    /** Sends any event. The message with this ID gets the event's status; an instance is not changed. */
    announce: action(z.object({ event: z.enum(EVENTS), id: z.string() }), ({ event, id }) => {
      const message = messages.find(id);
      const status = event.replace(/^message\./, '');
      if (message && hasEvent(status)) return messages.change(message, status);
      const { workspace, instance } = findInstance(store, id);
      deliveries.instanceEvent(event, workspace, instance);
    }),
    ledger: () => ledgerOf(store),
  };
}

function typeOf(given: z.output<typeof media>): MessageType {
  if ('url' in given) return 'image';
  const kind = given.contentType.split('/')[0];
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'document';
}
