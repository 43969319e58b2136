import { createTranscript, type Row, type Transcript, type TranscriptOptions } from './transcript.ts';

/** The steps in Zapier, by the gutters under which they are shown. */
const STEPS = ['action', 'search', 'trigger'];

/** A transcript of each case's title, its Zapier steps, what their users read if one stops, and the checks. */
export function createBriefTranscript(options: TranscriptOptions): Transcript {
  const full = createTranscript(options);
  let heading: { number: number; title: string } | undefined;
  const labels = new Set<string>();
  const says: Row[] = [];
  const checks: string[] = [];

  function flush(): void {
    if (!heading) return;
    full.heading(heading.number, [heading.title, ...labels].join(' · '));
    full.block('says', says, 'warn');
    if (checks.length > 0) full.check(checks.join(' · '), true);
    heading = undefined;
    labels.clear();
    for (const list of [says, checks]) list.length = 0;
  }

  return {
    ...full,
    heading(number, title) {
      flush();
      heading = { number, title };
    },
    block(gutter, rows) {
      for (const row of rows) {
        if (gutter === 'says') says.push(row);
        else if (STEPS.includes(gutter) && typeof row === 'string') labels.add(row);
      }
    },
    check(sentence, isMet, found) {
      if (isMet) {
        checks.push(sentence);
        return;
      }
      flush();
      full.check(sentence, isMet, found);
    },
    closing(sentence, isGood) {
      flush();
      full.closing(sentence, isGood);
    },
  };
}
