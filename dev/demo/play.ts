import { openStage } from './environment.ts';
import { Act, type Expectation } from './step.ts';
import type { PlayAct, Story } from './story.ts';
import { createTranscript, type TranscriptOptions } from './transcript.ts';

export interface Telling extends TranscriptOptions {
  /** The connector, as its entry exports it. */
  app: object;
  /** Where the story's time begins; default now. */
  start?: number;
}

export interface Played {
  exitCode: 0 | 1;
  expectations: readonly Expectation[];
}

const PLACE = 'Everything goes over real HTTP through the built connector, on this machine alone.';

/** Plays stories one after the other, each to its end. @returns 1 when one of them is not as expected */
export async function playStories(stories: readonly Story[], telling: Telling): Promise<0 | 1> {
  let exitCode: 0 | 1 = 0;
  for (const story of stories) {
    const played = await playStory(story, telling);
    if (played.exitCode === 1) exitCode = 1;
  }
  return exitCode;
}

/** Plays a story from its first act to its last and sums it up. What goes wrong is in the result; nothing is thrown. */
export async function playStory(story: Story, { app, start = Date.now(), ...telling }: Telling): Promise<Played> {
  const transcript = createTranscript(telling);
  const expectations: Expectation[] = [];
  // The real time that it took: everything else is on the story's clock.
  const begun = process.hrtime.bigint();
  transcript.opening(
    `MsgFlash for Zapier, the story “${story.name}”`,
    `${story.about} ${PLACE} It begins at ${new Date(start).toISOString()}.`,
  );

  const stage = await openStage(app, start, story.msgflash);
  let acts = 0;
  let title = story.name;
  const playAct: PlayAct = async (next, play) => {
    title = next;
    acts += 1;
    transcript.heading(acts, title);
    const act = new Act(title, stage, transcript);
    try {
      return await play(act);
    } finally {
      expectations.push(...act.expectations);
    }
  };
  let summary = '';
  try {
    await story.play(playAct);
  } catch (error) {
    const found = `it ended with: ${error instanceof Error ? error.message : String(error)}`;
    const sentence = 'the act goes to its end';
    expectations.push({ act: title, sentence, isMet: false, found });
    transcript.check(sentence, false, found);
  } finally {
    const seconds = Math.round(Number(process.hrtime.bigint() - begun) / 1e9);
    const messages = stage.ledger().length;
    summary = `${messages} messages in the ledger · ${stage.wire.charged()} API requests · ${seconds} s`;
    await stage.close();
  }

  const unmet = expectations.filter(({ isMet }) => !isMet);
  const met = expectations.length - unmet.length;
  transcript.closing(`${met} of ${expectations.length} expectations met · ${summary}`, unmet.length === 0);
  if (unmet.length > 0) {
    transcript.line('Not as expected:', 'bad');
    for (const { act, sentence, found } of unmet) transcript.check(`${act}: ${sentence}`, false, found);
  }
  transcript.blank();
  return { exitCode: unmet.length === 0 ? 0 : 1, expectations };
}
