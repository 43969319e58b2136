import { lead } from './lead.ts';
import { spine } from './spine.ts';
import type { Story } from './story.ts';

/** Every story that can be played, in the order in which they are when none is named. */
export const stories: readonly [Story, ...Story[]] = [spine, lead];
