/**
 * The purpose of an operation, which decides how the step may end after a fault in it:
 * - `send`: the request that sends a message
 * - `found`, `absent`, `late`: the look-up after a lost response; the message was accepted, was not, or will be later
 * - `after`: best effort, either after MsgFlash accepted something or for optional details
 * - `check`: a check before sending
 * - `write`: any other change of the account
 * - `shown`: the read after the response to a write was lost
 * - `read`: a read that a live step needs
 * - `editor`: a read in the editor: dropdowns, fields, samples
 * - `file`: fetches the file of a message for a later step
 * - `connect`: the connection test
 * - `load`: completes the event of a hook
 * - `subscribe`, `cleanup`, `unsubscribe`: creates and deletes a webhook endpoint
 */
export type Role =
  | ('send' | 'found' | 'absent' | 'late' | 'after' | 'check' | 'write' | 'shown' | 'read' | 'editor' | 'file')
  | ('connect' | 'load' | 'subscribe' | 'cleanup' | 'unsubscribe');
