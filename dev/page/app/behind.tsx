/** What is behind the scenes: plan, clock, faults, requests and deliveries. */
import { about, act, snapshot } from './state.tsx';
import { timeOf } from './zap.tsx';

const AN_HOUR = 3_600_000;

export function Behind() {
  const now = snapshot.value;
  if (!now) return null;
  const { next } = now;
  const main = now.instances[0];
  return (
    <details class="behind">
      <summary>Behind the scenes</summary>
      <div class="behind-grid">
        <section aria-labelledby="clock-title">
          <h3 id="clock-title">Clock</h3>
          <p>
            <time>{timeOf(now.now)}</time>, Paris
          </p>
          <div class="bar">
            <button type="button" onClick={() => act('pass', { ms: 60_000 })}>
              +1 minute
            </button>
            <button type="button" onClick={() => act('pass', { ms: AN_HOUR })}>
              +1 hour
            </button>
            <button type="button" onClick={() => act('pass', { ms: 24 * AN_HOUR })}>
              +1 day
            </button>
            <button
              type="button"
              disabled={next === null}
              onClick={() => next !== null && act('pass', { ms: next - now.now + 6000 })}
            >
              Next scheduled time
            </button>
          </div>
        </section>
        <section aria-labelledby="faults-title">
          <h3 id="faults-title">Make something go wrong</h3>
          <p class="quiet" role="status">
            {now.fault
              ? `The next message, campaign, contact or group meets: ${now.fault}.`
              : 'With the next message, campaign, contact or group.'}
          </p>
          <div class="bar">
            {about.value?.faults.map(({ name, label }) => (
              <button type="button" key={name} onClick={() => act('fault', { name })}>
                {label}
              </button>
            ))}
            {main && (
              <button
                type="button"
                onClick={() => act('link', { instance: main.id, isLinked: main.status !== 'connected' })}
              >
                {main.status === 'connected' ? `Unlink ${main.name}` : `Link ${main.name}`}
              </button>
            )}
          </div>
        </section>
        <section aria-labelledby="plan-title">
          <h3 id="plan-title">Plan</h3>
          <label>
            Plan{' '}
            <select
              value={now.plan.toLowerCase()}
              onChange={({ currentTarget }) => act('plan', { name: currentTarget.value })}
            >
              <option value="free">Free</option>
              <option value="pro">Pro</option>
              <option value="max">Max</option>
            </select>
          </label>
          {now.quotas.map(({ label, used, limit }) => (
            <label class="quota" key={label}>
              {label}: {used} of {limit.toLocaleString('en')}
              <meter value={used} max={limit} />
            </label>
          ))}
        </section>
        <section aria-labelledby="traffic-title" class="traffic">
          <h3 id="traffic-title">Requests and deliveries</h3>
          {now.traffic.length === 0 && <p class="quiet">Nothing yet.</p>}
          <ol>
            {now.traffic.map(({ id, at, way, what, status, isGood, body }) => (
              <li key={id}>
                <details>
                  <summary>
                    <time>{timeOf(at)}</time> <span class="way">{way === 'out' ? '→ MsgFlash' : '← Webhook'}</span>{' '}
                    {what} <span class={`badge ${isGood ? 'good' : 'warn'}`}>{status}</span>
                  </summary>
                  {body ? <pre>{body}</pre> : <p class="quiet">Without a body.</p>}
                </details>
              </li>
            ))}
          </ol>
        </section>
      </div>
    </details>
  );
}
