import type { MsgFlashOptions } from '../msgflash/server.ts';
import type { StoryStep } from './step.ts';

/** Plays one step of a story under its title, and returns what later ones need. */
export type PlayStep = <T>(title: string, play: (story: StoryStep) => Promise<T>) => Promise<T>;

/** A story: a file that exports one of these, and one line in `index.ts`. */
export interface Story {
  /** What it is called on the command line. */
  name: string;
  /** What it shows, in one sentence. */
  about: string;
  /** How its MsgFlash differs from the usual one. */
  msgflash?: MsgFlashOptions;
  play(step: PlayStep): Promise<void>;
}
