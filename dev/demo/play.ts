import { createBriefTranscript } from './brief.ts';
import { openEnvironment } from './environment.ts';
import { type Expectation, StoryStep } from './step.ts';
import type { PlayStep, Story } from './story.ts';
import { createTranscript, type TranscriptOptions } from './transcript.ts';

export interface Telling extends TranscriptOptions {
  /** The connector, as its entry exports it. */
  app: object;
  /** Where the story's time begins; default now. */
  start?: number;
  /** Writes only what was checked, and what users read. */
  isBrief?: boolean;
}

export interface Played {
  exitCode: 0 | 1;
  expectations: readonly Expectation[];
}

/** Plays stories one after the other, each to its end. @returns 1 when one of them is not as expected */
export async function playStories(stories: readonly Story[], telling: Telling): Promise<0 | 1> {
  let exitCode: 0 | 1 = 0;
  for (const story of stories) {
    const played = await playStory(story, telling);
    if (played.exitCode === 1) exitCode = 1;
  }
  return exitCode;
}

/** Plays a story from its first step to its last and sums it up. What goes wrong is in the result; nothing is thrown. */
export async function playStory(
  story: Story,
  { app, start = Date.now(), isBrief, ...telling }: Telling,
): Promise<Played> {
  const transcript = isBrief ? createBriefTranscript(telling) : createTranscript(telling);
  const expectations: Expectation[] = [];
  // The real time that it took: everything else is on the story's clock.
  const begun = process.hrtime.bigint();
  transcript.opening(`The story “${story.name}”`, `${story.about} It begins at ${new Date(start).toISOString()}.`);

  const environment = await openEnvironment(app, start, story.msgflash);
  let count = 0;
  let title = story.name;
  const playStep: PlayStep = async (next, play) => {
    title = next;
    count += 1;
    transcript.heading(count, title);
    const step = new StoryStep(title, environment, transcript);
    try {
      return await play(step);
    } finally {
      expectations.push(...step.expectations);
    }
  };
  let summary = '';
  try {
    await story.play(playStep);
  } catch (error) {
    const found = `it ended with: ${error instanceof Error ? error.message : String(error)}`;
    const sentence = 'the step goes to its end';
    expectations.push({ title, sentence, isMet: false, found });
    transcript.check(sentence, false, found);
  } finally {
    const seconds = Math.round(Number(process.hrtime.bigint() - begun) / 1e9);
    const messages = environment.ledger().length;
    summary = `${messages} messages accepted · ${environment.wire.charged()} API requests · ${seconds} s`;
    await environment.close();
  }

  const unmet = expectations.filter(({ isMet }) => !isMet);
  const met = expectations.length - unmet.length;
  transcript.closing(`${met} of ${expectations.length} expectations met · ${summary}`, unmet.length === 0);
  if (unmet.length > 0) {
    transcript.line('Not as expected:', 'bad');
    for (const { title: where, sentence, found } of unmet) transcript.check(`${where}: ${sentence}`, false, found);
  }
  transcript.blank();
  return { exitCode: unmet.length === 0 ? 0 : 1, expectations };
}
