import { recipes as data } from '../recipes/index.ts';
import { lead } from './lead.ts';
import { storyOf } from './recipe-story.ts';
import { shop } from './shop.ts';
import type { Story } from './story.ts';

/** The stories that are played when none is named, in their order. */
export const stories: readonly [Story, ...Story[]] = [shop, lead];

/** Each is played by its name, and all of them as `recipes`. */
export const recipes: readonly Story[] = data.map(storyOf);
