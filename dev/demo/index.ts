import { recipes } from '../recipes/index.ts';
import type { Recipe } from '../recipes/recipe.ts';

/** Recipes that are played together by one name. */
export interface Story {
  name: string;
  about: string;
  recipes: readonly Recipe[];
}

const named = (...names: string[]) => recipes.filter(({ name }) => names.includes(name));

/** The stories that are played when none is named, in their order. */
export const stories: readonly [Story, ...Story[]] = [
  {
    name: 'shop',
    about: 'Orders, appointments and carts become messages, customers write back, and a phone is unlinked.',
    recipes: named('order-paid', 'appointment', 'inbound-ticket', 'cart-abandoned', 'failed-alert', 'offline-alert'),
  },
  {
    name: 'lead',
    about: 'A lead comes in, is welcomed and tagged, gets a campaign, and can opt out.',
    recipes: named('facebook-lead', 'lead-alert', 'vip-campaign', 'quota-alert', 'opt-out'),
  },
];

export const everyRecipe: Story = { name: 'recipes', about: 'Every recipe of docs/guide.md.', recipes };
