import { ApiError } from '../errors.ts';
import type { Operation } from '../world.ts';

/** WhatsApp stories: retired, refused on every plan ("/resources/plans-and-quotas"). */
export function statusRoutes(): Operation[] {
  return [
    {
      method: 'POST',
      path: '/statuses',
      run() {
        throw new ApiError('STATUSES_NOT_AVAILABLE_ON_PLAN', 'Statuses are not available on your plan');
      },
    },
  ];
}
