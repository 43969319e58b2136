/**
 * What an operation is for, and so what a fault in it may lead to:
 * - `send`: the one request that sends a message
 * - `found`, `absent`, `late`: the look-up after an answer was lost; the message was accepted, was not, or is later
 * - `after`: something that is done once MsgFlash has accepted, or that is only nice to have
 * - `check`: made before a message is sent
 * - `write`: anything else that changes the account
 * - `shown`: reads what a write did after its answer was lost
 * - `read`: what a live step needs to know
 * - `editor`: the same where a person waits for it: lists, fields, samples
 * - `file`: what a later step fetches of a message
 * - `connect`: the connection test
 * - `load`: completes the event of a hook
 * - `subscribe`, `cleanup`, `unsubscribe`: creates and deletes a webhook endpoint
 */
export type Role =
  | ('send' | 'found' | 'absent' | 'late' | 'after' | 'check' | 'write' | 'shown' | 'read' | 'editor' | 'file')
  | ('connect' | 'load' | 'subscribe' | 'cleanup' | 'unsubscribe');
