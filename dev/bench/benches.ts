import type { Table } from './table.ts';

/** Every bench by its name, in the order in which they are shown; none is loaded before it is wanted. */
export const BENCHES: Readonly<Record<string, () => Promise<Table[]>>> = {
  load: async () => (await import('./load/index.ts')).benchLoad(),
  size: async () => (await import('./size.ts')).benchSize(),
  steps: async () => (await import('./steps/index.ts')).benchSteps(),
  deliveries: async () => (await import('./deliveries.ts')).benchDeliveries(),
  requests: async () => (await import('./requests.ts')).benchRequests(),
  lists: async () => (await import('./lists.ts')).benchLists(),
};
