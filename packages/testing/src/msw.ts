export { createFakeBrowser } from './msw/fake-browser.js';
export type {
  FakeBrowserOptions,
  FakeChannel,
  FakePage,
  FakePopup,
  FakeRecords,
  FakeStorage,
} from './msw/fake-browser.js';
export type { FakeResource, FakeRoute } from './msw/fake-api.js';
export type { IssuedToken } from './msw/issued-token.js';
export { openApp } from './msw/open-app.js';
export type { AppClient, OpenAppOptions, OpenedApp } from './msw/open-app.js';
export { drivePopups } from './msw/popup-driver.js';
export type { DrivenPopup, PopupDriver, SentPopup } from './msw/popup-driver.js';
export { stepscopeHandlers } from './msw/stepscope-handlers.js';
export type { StepscopeHandlersOptions } from './msw/stepscope-handlers.js';
export type { FakeEndpoint, FakeSide, StepscopeSwitches } from './msw/switches.js';
