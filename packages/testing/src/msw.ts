export { createFakeBrowser } from './msw/fake-browser.js';
export type {
  FakeBrowserOptions,
  FakeChannel,
  FakePage,
  FakeRecords,
  FakePopup,
  FakeStorage,
} from './msw/fake-browser.js';
export type { IssuedToken } from './msw/fake-authorization-server.js';
export { stepscopeHandlers } from './msw/stepscope-handlers.js';
export type {
  FakeResource,
  FakeRoute,
  StepscopeHandlersOptions,
} from './msw/stepscope-handlers.js';
export type { StepscopeSwitches } from './msw/switches.js';
