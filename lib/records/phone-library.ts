/** What is used of the library, so that the rest of it is not shipped: an import at run time would take all along. */
export { parsePhoneNumberFromString } from 'libphonenumber-js/min';
