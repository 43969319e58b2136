import type { MsgFlashOptions } from '../msgflash/server.ts';
import type { Act } from './step.ts';

/** Plays one act: tells its title, then whatever it does; hands on what later acts need. */
export type PlayAct = <T>(title: string, play: (act: Act) => Promise<T>) => Promise<T>;

/** A story: a file that exports one of these, and one line in `index.ts`. */
export interface Story {
  /** What it is called on the command line. */
  name: string;
  /** What it shows, in one sentence. */
  about: string;
  /** How its MsgFlash differs from the usual one. */
  msgflash?: MsgFlashOptions;
  play(act: PlayAct): Promise<void>;
}
