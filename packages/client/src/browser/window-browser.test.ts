// @vitest-environment happy-dom
// @vitest-environment-options { "settings": { "fetch": { "disableSameOriginPolicy": true } } }
import { afterEach, expect, test, vi } from 'vitest';
import { createWindowBrowser } from './window-browser.js';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  window.localStorage.clear();
});

test('keeps values in Web Storage', () => {
  const { localStorage } = createWindowBrowser();
  localStorage.setItem('k', 'v');
  expect(window.localStorage.getItem('k')).toBe('v');
  expect(localStorage.getItem('k')).toBe('v');
  localStorage.removeItem('k');
  expect(window.localStorage.getItem('k')).toBeNull();
});

test('keeps values in memory where the browser refuses storage', () => {
  vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  });
  const { localStorage } = createWindowBrowser();
  localStorage.setItem('k', 'v');
  expect(localStorage.getItem('k')).toBe('v');
  localStorage.removeItem('k');
  expect(localStorage.getItem('k')).toBeNull();
});

test('answers no window where the browser blocks it, by null or by a closed one', () => {
  const open = vi.fn((): { closed: boolean } | null => null);
  vi.stubGlobal('open', open);
  window.open = open as never;
  const browser = createWindowBrowser();
  expect(browser.openPopup('stepscope-1')).toBeUndefined();
  open.mockReturnValue({ closed: true });
  expect(browser.openPopup('stepscope-1')).toBeUndefined();
  open.mockReturnValue({ closed: false });
  expect(browser.openPopup('stepscope-1')).toMatchObject({ closed: false });
  expect(open).toHaveBeenLastCalledWith('', 'stepscope-1', expect.stringMatching(/^popup,width=/));
});

test('calls back when the page becomes visible, not when it is hidden', () => {
  const listener = vi.fn();
  createWindowBrowser().onVisible(listener);
  const state = vi.spyOn(document, 'visibilityState', 'get');
  state.mockReturnValue('hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  expect(listener).not.toHaveBeenCalled();
  state.mockReturnValue('visible');
  document.dispatchEvent(new Event('visibilitychange'));
  expect(listener).toHaveBeenCalledOnce();
});

test('changes the URL that is shown, and keeps the history state of a router', () => {
  const replace = vi.spyOn(window.history, 'replaceState').mockImplementation(() => {});
  vi.spyOn(window.history, 'state', 'get').mockReturnValue({ key: 'router' });
  createWindowBrowser().replaceUrl('/files');
  expect(replace).toHaveBeenCalledExactlyOnceWith({ key: 'router' }, '', '/files');
});
