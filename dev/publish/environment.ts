import type { MsgFlash } from '../msgflash/server.ts';
import type { Connection, Zapier } from '../zapier/index.ts';

/** The app in Zapier, connected. */
export interface Connected {
  zapier: Zapier;
  connection: Connection;
}

/** The same, with the MsgFlash behind it. */
export interface Environment extends Connected {
  msgflash: MsgFlash;
}
