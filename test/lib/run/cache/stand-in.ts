import type { ZObject } from 'zapier-platform-core';

interface Call {
  method: 'get' | 'set' | 'delete';
  key: string;
  value?: unknown;
  ttl?: number | undefined;
  scope: string[] | undefined;
  nx?: boolean | undefined;
}

/** The platform's cache as it works where it does: by scope, with set-if-absent. */
export class CacheStandIn {
  readonly entries = new Map<string, string>();
  readonly calls: Call[] = [];
  /** What becomes of a call instead of its own work. */
  fault: (() => Promise<never>) | undefined;

  readonly cache: ZObject['cache'] = {
    get: async (key: string, scope?: string[]) => {
      this.calls.push({ method: 'get', key, scope });
      await this.fault?.();
      const text = this.entries.get(place(key, scope));
      return text === undefined ? null : JSON.parse(text);
    },
    set: async (key, value, ttl, scope, nx) => {
      this.calls.push({ method: 'set', key, value, ttl, scope, nx });
      await this.fault?.();
      if (nx && this.entries.has(place(key, scope))) return null;
      this.entries.set(place(key, scope), JSON.stringify(value));
      return true;
    },
    delete: async (key: string, scope?: string[]) => {
      this.calls.push({ method: 'delete', key, scope });
      return this.entries.delete(place(key, scope));
    },
  };
}

function place(key: string, scope: string[] | undefined): string {
  return JSON.stringify([scope ?? null, key]);
}
