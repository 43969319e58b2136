/** Who is written to, as other apps hold their numbers; all of them belong to nobody. */
export const people = {
  awa: '06 39 98 10 01',
  zoe: '+33 6 39 98 10 03',
  /** In no list yet. */
  lea: '06 39 98 77 07',
  team: '+33 6 39 98 55 55',
  /** MsgFlash takes the message, and then it fails. */
  unreachable: '+33 6 39 98 99 11',
} as const;
