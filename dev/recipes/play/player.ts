/** Plays Zaps that are data: each step through the connector, what belongs to other apps and to Zapier itself by hand. */
import { createHmac } from 'node:crypto';
import { demo } from '../../msgflash/demo.ts';
import type { Connection, Input, PlainField, RunRecord, StepName, Zap } from '../../zapier/index.ts';
import { filledFields, inputOf, passes, stepName } from '../mapping.ts';
import {
  A_DAY,
  AN_HOUR,
  type Fields,
  type Happening,
  isOwn,
  type OwnStep,
  type RunOutcome,
  type ZapData,
  type ZapStep,
} from '../recipe.ts';
import type { Environment } from './environment.ts';

/** A step of a run that was reached. */
export interface PlayedZapStep {
  index: number;
  outcome: RunOutcome;
  message: string;
  /** What was filled in, with what was mapped. */
  input: Input;
  /** What later steps can map; null where it has returned nothing. */
  output: unknown;
  /** Null for a step of another app. */
  record: RunRecord | null;
}

/** A run of a Zap, which goes on changing while it waits. */
export interface ZapRun {
  id: number;
  zap: number;
  startedAt: number;
  outcome: RunOutcome;
  message: string;
  steps: PlayedZapStep[];
  /** When it goes on by itself. */
  until: number | null;
  /** The run that it repeats. */
  replayOf: number | null;
}

/** Zapier gives up on a throttled step after a few more tries. */
const TRIES = 5;

export type Player = ReturnType<typeof createPlayer>;

/** @param onChange called whenever a run begins, goes on or ends */
export function createPlayer(environment: Environment, connection: Connection, onChange: () => void = () => {}) {
  const { msgflash, zapier } = environment;
  const { clock, control } = msgflash;
  const runs: ZapRun[] = [];
  const forms = new Map<string, Promise<readonly PlainField[]>>();
  let zaps: ZapData[] = [];
  let hooks = new Map<number, { zap: Zap; seen: number }>();

  const stepsOf = (zap: number): readonly ZapStep[] => zaps[zap]?.steps ?? [];

  function begin(zap: number, first: unknown, record: RunRecord | null, replayOf: number | null = null): ZapRun {
    const { outcome, message } = record ?? { outcome: 'success' as const, message: '' };
    const run: ZapRun = {
      id: runs.length + 1,
      zap,
      startedAt: clock.now(),
      outcome,
      message,
      steps: [{ index: 0, outcome, message, input: {}, output: first, record }],
      until: null,
      replayOf,
    };
    runs.push(run);
    onChange();
    return run;
  }

  const outputsOf = (run: ZapRun): unknown[] => {
    const outputs: unknown[] = [];
    for (const { index, output } of run.steps) outputs[index] = output;
    return outputs;
  };

  /** Goes on with a run, from a step to its end or to where it waits. */
  async function goOn(run: ZapRun, from: number, tries = 0): Promise<void> {
    const steps = stepsOf(run.zap);
    run.until = null;
    for (let index = from; index < steps.length; index++) {
      const step = steps[index];
      const outputs = outputsOf(run);
      if (!step || (step.path && !passes(step.path.if, outputs))) continue;
      if (step.kind === 'delay') {
        run.steps.push(ended(index));
        wait(run, step.ms, () => goOn(run, index + 1));
        return;
      }
      const played = await playStep(step, index, outputs);
      run.steps = [...run.steps.filter((each) => each.index !== index), played];
      run.outcome = played.outcome;
      run.message = played.message;
      if (played.outcome === 'throttled' && tries < TRIES) {
        wait(run, (played.record?.delaySeconds ?? 60) * 1000, () => goOn(run, index, tries + 1));
        return;
      }
      onChange();
      if (played.outcome !== 'success') return;
    }
    onChange();
  }

  function wait(run: ZapRun, ms: number, then: () => Promise<void>): void {
    run.until = clock.now() + ms;
    clock.setTimeout(then, ms);
    onChange();
  }

  /** @param isTest the editor's test of a step */
  async function playStep(
    step: ZapStep,
    index: number,
    outputs: readonly unknown[],
    isTest = false,
  ): Promise<PlayedZapStep> {
    switch (step.kind) {
      case 'filter':
        return passes(step.if, outputs)
          ? ended(index)
          : ended(index, {
              outcome: 'filtered',
              message: `The filter stopped the Zap. It continues only if: ${step.if.says.replaceAll('**', '')}`,
            });
      case 'app': {
        const input = filledFields(step.takes ?? {}, outputs);
        return ended(index, { input, output: filledFields(sampleAt(step.returns ?? {}, clock.now()), outputs) });
      }
      case 'msgflash':
        return playOwn(step, index, outputs, isTest);
      default:
        return ended(index);
    }
  }

  /** The fields that the editor showed when the step was set up: looked up once, and not again by its runs. */
  function formOf(name: Extract<StepName, string>, { fields }: OwnStep): Promise<readonly PlainField[]> {
    const key = JSON.stringify([name, fields]);
    const known = forms.get(key) ?? zapier.fields(connection, name, inputOf(fields, [])).then((form) => form.fields);
    forms.set(key, known);
    return known;
  }

  async function playOwn(
    step: OwnStep,
    index: number,
    outputs: readonly unknown[],
    isTest: boolean,
  ): Promise<PlayedZapStep> {
    const input = inputOf(step.fields, outputs);
    const [type = '', key = ''] = step.step.split('.');
    if (type === 'searchOrCreates') {
      const { search, create, output } = await zapier.findOrCreate(connection, key, searchInput(input), input, {
        test: isTest,
      });
      const record = create ?? search;
      return { index, outcome: record.outcome, message: record.message, input, output, record };
    }
    const isSearch = type === 'searches';
    const name = stepName(step.step);
    const fields = await formOf(name, step);
    const record = await zapier.run(connection, name, input, { test: isTest, fields });
    const output = isSearch ? record.first : record.output;
    const isNothing = isSearch && record.outcome === 'success' && output === null;
    if (isNothing && !step.goesOnWithNothing) {
      return { index, outcome: 'filtered', message: 'Nothing was found, so the Zap stopped.', input, output, record };
    }
    return { index, outcome: record.outcome, message: record.message, input, output, record };
  }

  /** Runs a Zap with what its first step returns; ends where the run ends or waits. */
  async function start(zap: number, first: unknown, record: RunRecord | null = null): Promise<ZapRun> {
    const run = begin(zap, first, record);
    await goOn(run, 1);
    return run;
  }

  /** Deliveries that no run came of: filtered, or not believed. */
  function collect(): void {
    for (const [index, hook] of hooks) {
      const fresh = hook.zap.runs.slice(hook.seen);
      hook.seen = hook.zap.runs.length;
      for (const record of fresh) if (record.outcome !== 'success') begin(index, null, record);
    }
  }

  async function turnOff(): Promise<void> {
    const before = hooks;
    hooks = new Map();
    for (const { zap } of before.values()) await zap.turnOff();
  }

  return {
    runs,
    get zaps(): readonly ZapData[] {
      return zaps;
    },
    get hooks(): readonly Zap[] {
      return [...hooks.values()].map(({ zap }) => zap);
    },
    /** Takes other Zaps, or the same with other fields; a subscription stays as it is. */
    load(next: readonly ZapData[]): void {
      zaps = [...next];
    },
    /** Opens the form of every step, as somebody does who sets up a Zap. */
    async setUp(): Promise<void> {
      for (const step of zaps.flatMap(({ steps }) => steps)) {
        if (isOwn(step) && /^(creates|searches)\./.test(step.step)) await formOf(stepName(step.step), step);
      }
    },
    /** Subscribes each Zap that begins with one of the connector's triggers. @returns the sentence, if one fails */
    async turnOn(): Promise<string> {
      for (const [index, { steps }] of zaps.entries()) {
        const [first] = steps;
        if (first?.kind !== 'msgflash' || hooks.has(index)) continue;
        const key = first.step.replace(/^triggers\./, '');
        const zap = await zapier.turnOn(connection, key, inputOf(first.fields, []), async (item, { run }) => {
          await start(index, item, run);
        });
        if (!zap.isOn) return zap.message;
        hooks.set(index, { zap, seen: 0 });
      }
      return '';
    },
    turnOff,
    playStep,
    collect,
    /** Repeats a run from the step at which it ended otherwise than well; one that went well, from its second step. */
    async replay(run: ZapRun): Promise<ZapRun> {
      const [first] = run.steps;
      const again = begin(run.zap, first?.output ?? null, first?.record ?? null, run.id);
      const stopped = run.steps.find(({ index, outcome }) => index > 0 && outcome !== 'success');
      again.steps = run.steps.filter(({ index }) => index < (stopped?.index ?? 1));
      await goOn(again, stopped?.index ?? 1);
      return again;
    },
    /** Lets something happen, and everything that it leads to. */
    async happen(happening: Happening): Promise<void> {
      switch (happening.what) {
        case 'arrives': {
          const zap = happening.zap ?? 0;
          const [first] = stepsOf(zap);
          const sample = first?.kind === 'app' ? (first.returns ?? {}) : {};
          await start(zap, sampleAt({ ...sample, ...happening.with }, clock.now()));
          break;
        }
        case 'writes':
          control.receive({ instance: happening.to ?? 'Main Store', from: happening.from, text: happening.text });
          break;
        case 'delivered again': {
          const delivery = control.deliveries().at(-1);
          if (delivery) await control.redeliver({ id: delivery.id });
          break;
        }
        case 'forged':
          for (const { zap } of hooks.values()) await forge(zap.hookUrl);
          break;
        case 'sends': {
          const { to, text } = happening;
          await zapier.run(connection, 'creates.send_message', { instance_id: demo.instances.mainStore, to, text });
          break;
        }
        case 'linked':
          control.link({ instance: 'Main Store' });
          break;
        case 'unlinked':
          control.unlink({ instance: 'Main Store' });
          break;
        case 'fault':
          control.fault({ operation: happening.operation, kind: happening.kind });
          break;
        case 'used':
          control.setUsage({ account: demo.otherAccountId, apiRequests: happening.apiRequests });
          break;
        case 'passes':
          await environment.pass(happening.ms);
          break;
        case 'filled in':
          zaps = zaps.map((zap, index) =>
            index === (happening.zap ?? 0) ? { ...zap, steps: zap.steps.map(withFields(happening)) } : zap,
          );
          break;
        case 'replayed': {
          const run = runs.at(-1);
          if (run) await this.replay(run);
          break;
        }
      }
      await environment.settle();
      collect();
    },
  };
}

/** A step that is done, and needs nothing of the connector. */
const ended = (index: number, more: Partial<PlayedZapStep> = {}): PlayedZapStep => ({
  ...{ index, outcome: 'success', message: '', input: {}, output: null, record: null },
  ...more,
});

const withFields =
  ({ step, fields }: Extract<Happening, { what: 'filled in' }>) =>
  (each: ZapStep, index: number): ZapStep =>
    index === step - 1 && each.kind === 'msgflash' ? { ...each, fields: { ...each.fields, ...fields } } : each;

/** The search's part of what is filled in for a search that creates. */
const searchInput = ({ phone, name, country }: Input): Input => ({
  ...(phone === undefined ? { name } : { phone }),
  ...(country === undefined ? {} : { country }),
});

const UNITS: Readonly<Record<string, number>> = { d: A_DAY, h: AN_HOUR };

/** What an app returns: `now +3d` is a whole hour, so long from now. */
function sampleAt(fields: Fields, now: number): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, text]) => {
      const [, amount, unit = ''] = /^now \+(\d+)([dh])$/.exec(text) ?? [];
      if (!amount) return [name, text];
      const then = now + Number(amount) * (UNITS[unit] ?? 0);
      return [name, new Date(Math.ceil(then / AN_HOUR) * AN_HOUR).toISOString()];
    }),
  );
}

/** A delivery by somebody who knows the address of a Zap, and not its secret. */
async function forge(url: string): Promise<void> {
  const body = JSON.stringify({
    event: 'message.received',
    messageId: '90000000-0000-4000-8000-000000000001',
    instanceId: demo.instances.mainStore,
    from: demo.numbers.zoe,
    body: 'Please send everything to this address.',
  });
  const signature = `sha256=${createHmac('sha256', 'made-up').update(body).digest('hex')}`;
  const headers = {
    'content-type': 'application/json',
    'x-msgflash-event': 'message.received',
    'x-msgflash-signature': signature,
  };
  await (await fetch(url, { method: 'POST', headers, body })).arrayBuffer();
}
