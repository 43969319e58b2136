import { version as platformVersion } from 'zapier-platform-core';

export default { version: '1.0.0', platformVersion };
