import { describe, expect, test } from '@jest/globals';
import { checks } from '../../../dev/publish/checks/index.ts';
import { material, subject } from './material.ts';

/** One test for each demand and each place that it looks at: `D021 message_received …`. */
const rows = checks.map((check) => ({ ...check, looks: check.looks(subject) }));

describe.each(rows)('$code', ({ demand, looks }) => {
  test.each(looks)(`$place: ${demand}`, ({ find }) => {
    expect(find()).toEqual([]);
  });
});

test('every code is there once, and every check looks at something', () => {
  const codes = checks.map(({ code }) => code);
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
  expect(rows.filter(({ looks }) => looks.length === 0).map(({ code }) => code)).toEqual([]);
});

test('no check of the platform that can run here is left out', () => {
  // The others need an account, a live Zap or a release before this one.
  const wanted = [
    ...Array.from({ length: 28 }, (_, index) => `D${String(index + 1).padStart(3, '0')}`),
    ...['M001', 'M002', 'M003', 'M004', 'M006', 'T002', 'T003', 'T004', 'T005', 'T006', 'Z001'],
  ].filter((code) => code !== 'D019' && code !== 'D020');
  const codes = checks.map(({ code }) => code);
  expect(wanted.filter((code) => !codes.includes(code))).toEqual([]);
});

test('every step was run, and every choice of its form was made', () => {
  const steps = subject.steps.filter(({ kind }) => kind !== 'find or create');
  expect(steps.filter(({ live }) => live.records.length === 0).map(({ name }) => name)).toEqual([]);
  expect(steps.filter(({ kind, live }) => kind === 'hook' && live.listed.length === 0).map(({ name }) => name)).toEqual(
    [],
  );
  const forms = Object.entries(material.forms).map(([name, shown]) => [name, shown.length]);
  expect(Object.fromEntries(forms)).toEqual({
    'creates.send_message': 11,
    'creates.send_template_message': 8,
    'creates.schedule_message': 11,
    'creates.schedule_template_message': 8,
    'creates.create_campaign': 13,
    'creates.create_template_campaign': 12,
  });
});
