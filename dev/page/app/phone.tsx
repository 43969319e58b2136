/** The phones: what really went out on the built-in MsgFlash, a chat for each recipient and instance. */
import { signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Chat, PhoneMessage } from '../types.ts';
import { ChatText } from './markup.tsx';
import { act, live } from './state.tsx';
import { timeOf } from './zap.tsx';

const chosen = signal('');

export function Phone() {
  const all = live.value?.chats ?? [];
  // Whoever was written to last is shown, unless another chat was chosen.
  const latest = [...all].sort((a, b) => newest(b) - newest(a))[0];
  const chat = all.find(({ id }) => id === chosen.value) ?? latest ?? null;
  return (
    <section class="phone-side" aria-labelledby="phone-title">
      <h2 id="phone-title">Phone</h2>
      {all.length > 1 && (
        <fieldset class="tabs">
          <legend>Chats</legend>
          {all.map(({ id, name, instanceName }) => (
            <button type="button" key={id} aria-pressed={id === chat?.id} onClick={() => (chosen.value = id)}>
              {name} <small>{instanceName}</small>
            </button>
          ))}
        </fieldset>
      )}
      <div class="phone">
        <div class="phone-head">
          <span class="avatar" aria-hidden="true">
            {(chat?.instanceName ?? 'M').slice(0, 1)}
          </span>
          <div>
            <strong>{chat ? chat.instanceName : 'No message yet'}</strong>
            <small>{chat ? `on the phone of ${chat.name}` : 'Run the Zap, or write as a customer'}</small>
          </div>
        </div>
        <Messages chat={chat} />
        <Write chat={chat} />
      </div>
    </section>
  );
}

const newest = ({ messages }: Chat) => messages.at(-1)?.at ?? 0;

function Messages({ chat }: { chat: Chat | null }) {
  const list = useRef<HTMLOListElement>(null);
  const count = chat?.messages.length ?? 0;
  useEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [count, chat?.id]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <ol class="chat" ref={list} tabIndex={0} aria-label="Messages">
      {(chat?.messages ?? []).map((message) => (
        <li key={message.id} class={message.isInbound ? 'theirs' : 'ours'}>
          <Bubble message={message} chat={chat} />
        </li>
      ))}
    </ol>
  );
}

const STATUS: Readonly<Record<string, [mark: string, word: string]>> = {
  queued: ['◷', 'Queued'],
  sent: ['✓', 'Sent'],
  delivered: ['✓✓', 'Delivered'],
  read: ['✓✓', 'Read'],
  failed: ['!', 'Failed'],
  cancelled: ['×', 'Cancelled'],
};

function Bubble({ message, chat }: { message: PhoneMessage; chat: Chat | null }) {
  const { status, error, scheduledAt, at, isInbound, isTemplate } = message;
  const [mark, word] = STATUS[status] ?? ['', ''];
  const isWaiting = status === 'queued' && scheduledAt !== null;
  return (
    <div class={`bubble ${status}`} data-type={message.type}>
      {isTemplate && <small class="tag">Template</small>}
      <Content message={message} chat={chat} />
      <p class="meta">
        {isWaiting ? `Scheduled for ${timeOf(scheduledAt)}` : timeOf(at)}
        {!isInbound && (
          <span class={`ticks ${status}`} role="img" aria-label={word}>
            {' '}
            {mark}
          </span>
        )}
      </p>
      {error && <p class="failed-reason">Not delivered: {error}</p>}
    </div>
  );
}

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

function Content({ message, chat }: { message: PhoneMessage; chat: Chat | null }) {
  const { type, media, extra } = message;
  const body = message.text && (
    <p class="text">
      <ChatText text={message.text} />
    </p>
  );
  const file = media.split('/').pop()?.split('?')[0] || media;
  switch (type) {
    case 'image':
    case 'video':
      return (
        <>
          <div class="media" role="img" aria-label={`${type === 'image' ? 'Image' : 'Video'} ${file}`}>
            <strong>{type === 'image' ? 'Image' : '▶ Video'}</strong>
            <small>{file}</small>
          </div>
          {body}
        </>
      );
    case 'audio':
    case 'voice_note':
      return (
        <div class="file">
          <strong>▶ {type === 'audio' ? 'Audio' : 'Voice note'}</strong>
          <small>{file}</small>
        </div>
      );
    case 'document':
      return (
        <>
          <div class="file">
            <strong>Document</strong>
            <small>{file}</small>
          </div>
          {body}
        </>
      );
    case 'location':
      return (
        <div class="file">
          <strong>Location{text(extra.locationName) && `: ${text(extra.locationName)}`}</strong>
          <small>
            {text(extra.locationAddress)} {text(extra.latitude)}, {text(extra.longitude)}
          </small>
        </div>
      );
    case 'contact':
      return (
        <div class="file">
          <strong>Contact card</strong>
          <small>{message.text}</small>
        </div>
      );
    case 'buttons':
      return (
        <>
          <p class="text">
            <strong>{text(extra.title)}</strong>
          </p>
          <p class="text">
            <ChatText text={text(extra.description)} />
          </p>
          {text(extra.footer) && <p class="quiet">{text(extra.footer)}</p>}
          <Buttons buttons={extra.buttons} chat={chat} />
        </>
      );
    default:
      return <>{body}</>;
  }
}

function Buttons({ buttons, chat }: { buttons: unknown; chat: Chat | null }) {
  const all: Record<string, unknown>[] = Array.isArray(buttons) ? buttons : [];
  const note = useSignal('');
  return (
    <div class="buttons">
      {all.map((button) => {
        const label = text(button.displayText);
        const kind = text(button.type) || text(button.title);
        const leads = text(button.url) || text(button.phoneNumber) || text(button.copyCode) || text(button.key);
        return (
          <button
            type="button"
            key={label}
            onClick={() => {
              if (kind === 'reply' && chat)
                void act('write', { instance: chat.instance, from: chat.peer, text: label });
              else note.value = `${kind === 'url' ? 'Opens' : kind === 'call' ? 'Calls' : 'Copies'} ${leads}`;
            }}
          >
            {label}
          </button>
        );
      })}
      <p class="quiet" role="status">
        {note.value}
      </p>
    </div>
  );
}

const SENDERS = [
  ['+33639981001', 'Awa Doe'],
  ['+33639981002', 'Luc Bernard'],
  ['+33639985555', 'Somebody unknown'],
  ['270000000000001@lid', 'Somebody without a number (@lid)'],
  ['120363000000000001@g.us', 'In a group'],
] as const;

/** Writes as a customer. */
function Write({ chat }: { chat: Chat | null }) {
  const from = useSignal('');
  const words = useSignal('');
  const to = useSignal('');
  const instances = (live.value?.instances ?? []).filter(({ status }) => status === 'connected');
  const sender = from.value || chat?.peer || SENDERS[0][0];
  const instance = to.value || chat?.instance || instances[0]?.id || '';
  const known = SENDERS.some(([id]) => id === sender);
  return (
    <form
      class="write"
      onSubmit={(event) => {
        event.preventDefault();
        if (!words.value.trim()) return;
        chosen.value = `${instance}/${sender}`;
        void act('write', { instance, from: sender, text: words.value });
        words.value = '';
      }}
    >
      <div class="write-who">
        <label>
          From{' '}
          <select value={sender} onChange={({ currentTarget }) => (from.value = currentTarget.value)}>
            {!known && <option value={sender}>{chat?.name ?? sender}</option>}
            {SENDERS.map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          To{' '}
          <select value={instance} onChange={({ currentTarget }) => (to.value = currentTarget.value)}>
            {instances.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div class="write-text">
        <input
          type="text"
          aria-label="Write as this person"
          placeholder="Write as this person"
          value={words.value}
          onInput={({ currentTarget }) => (words.value = currentTarget.value)}
        />
        <button type="submit" class="main">
          Send
        </button>
      </div>
    </form>
  );
}
