import { Problem } from '../runtime/problem.ts';

/** A run is over after 30 s at the most; twice that, and whoever sent or holds a claim is gone. */
export const HELD_MS = 60_000;

/** Nobody can tell what became of an earlier attempt. */
export function mayHaveGoneOut(): Problem {
  return new Problem(
    'halted',
    'An earlier attempt may have gone out. Look under Messages in MsgFlash; nothing was sent by this run.',
  );
}

/** The list that would tell cannot be read now. */
export function unreadableList(): Problem {
  return new Problem(
    'throttled',
    'MsgFlash could not say whether an earlier attempt went out, so nothing was sent. This step is tried again by itself.',
    60,
  );
}
