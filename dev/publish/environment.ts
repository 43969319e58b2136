import type { MsgFlash } from '../msgflash/server.ts';
import type { Connection, Zapier } from '../zapier/index.ts';

/** The stand-in for Zapier with the app, and a connection. */
export interface Connected {
  zapier: Zapier;
  connection: Connection;
}

/** The same, with the built-in MsgFlash that the app calls. */
export interface Environment extends Connected {
  msgflash: MsgFlash;
}
