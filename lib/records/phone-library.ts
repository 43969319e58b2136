/** Re-exports the one function we use, because a dynamic import would bundle the whole library. */
export { parsePhoneNumberFromString } from 'libphonenumber-js/min';
