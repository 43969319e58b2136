import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buttonFields } from '../../../lib/fields/buttons.ts';
import { choiceOf, choicesOf, matchChoice } from '../../../lib/fields/choice.ts';
import { typeField } from '../../../lib/fields/content.ts';
import { moreOptionFields } from '../../../lib/fields/options.ts';
import { expectProblem } from './problem.ts';

const checksField = moreOptionFields[1];

describe('one choice', () => {
  test.each([
    ['text', 'text'],
    ['TEXT', 'text'],
    ['Voice note', 'voice_note'],
    ['voice-note', 'voice_note'],
    [' VOICE_NOTE ', 'voice_note'],
    ['Voice\u00a0note', 'voice_note'],
    ['voice\u2011note\u200b', 'voice_note'],
    ['PIX payment button', 'pix'],
    ['Vidéo', 'video'],
  ])('%s', (written, key) => {
    expect(choiceOf(typeField, { type: written })).toBe(key);
  });

  test.each([undefined, null, '', ' '])('%p is no choice', (written) => {
    expect(choiceOf(typeField, { type: written })).toBeNull();
  });

  test.each(['sticker', 'constructor', 'voice', 'text, image', '1', 'yes'])(
    '%s is refused with the labels',
    (written) => {
      expectProblem(
        () => choiceOf(typeField, { type: written }),
        'error',
        `“${written}” is not a choice in Message Type. Use one of these: Text, Image, Video, Document, Audio, Voice note, Location, Contact, Buttons, PIX payment button. Nothing was done.`,
      );
    },
  );

  test('every key and label of every list is read, in any case', () => {
    const fields = [typeField, checksField, ...buttonFields.filter(({ key }) => key.endsWith('_kind'))];
    for (const { choices } of fields) {
      for (const [key, label] of Object.entries({ ...(choices as Record<string, string>) })) {
        for (const written of [key, label, key.toUpperCase(), label.toUpperCase(), ` ${label} `]) {
          expect(matchChoice({ choices: choices as Record<string, string> }, written)).toBe(key);
        }
      }
    }
  });

  test('any text is a choice or refused', () => {
    fc.assert(
      fc.property(fc.string(), (written) => {
        const found = matchChoice(typeField, written);
        expect(found === null || Object.hasOwn(typeField.choices, found)).toBe(true);
      }),
    );
  });
});

describe('several choices', () => {
  test.each([
    [['instance_connected'], ['instance_connected']],
    [['The instance is connected (1 API request)'], ['instance_connected']],
    [['the recipient is on whatsapp'], ['recipient_on_whatsapp']],
    ['instance_connected, recipient_on_whatsapp', ['instance_connected', 'recipient_on_whatsapp']],
    [['Instance_Connected', 'instance_connected'], ['instance_connected']],
    [['', ' ', null], []],
    [undefined, []],
  ])('%j', (checks, expected) => {
    expect(choicesOf(checksField, { checks })).toEqual(expected);
  });

  test.each([
    ['yes', 'yes'],
    [['instance_connected', 'no'], 'no'],
    [true, 'true'],
    [['instance_connected; maybe'], 'maybe'],
    [[{ a: 1 }], '{"a":1}'],
  ])('%j is refused, never skipped', (checks, shown) => {
    expectProblem(
      () => choicesOf(checksField, { checks }),
      'error',
      `“${shown}” is not a choice in Check Before Sending. Use one of these: The instance is connected (1 API request), The recipient is on WhatsApp (1 API request). Nothing was done.`,
    );
  });
});
