/** What a person sees of a foreign server: neither of the two brings pages of its own. */
export interface LoginForm {
  /** Where the form is sent; without one, a script of the page sends it. */
  readonly action?: string;
  readonly problem?: string;
}

export function loginPage({ action, problem }: LoginForm = {}): string {
  return page(
    'Sign in',
    `<form method="post" ${action === undefined ? '' : `action="${escape(action)}"`}>
      <p role="alert">${escape(problem ?? '')}</p>
      <label>Email <input name="email" type="email" autocomplete="username"></label>
      <label>Password <input name="password" type="password" autocomplete="current-password"></label>
      <button>Sign in</button>
    </form>`,
  );
}

/** All or nothing: the scopes that the page's own URL asks for. The form is sent there again. */
export function consentPage(url: string): string {
  const scopes = new URL(url, 'http://localhost').searchParams.get('scope')?.split(' ') ?? [];
  return page(
    'Allow access?',
    `<form method="post">
      <ul>${scopes.map((scope) => `<li>${escape(scope)}</li>`).join('')}</ul>
      <button name="allowed" value="true">Allow</button>
      <button name="allowed" value="false">Deny</button>
    </form>`,
  );
}

function page(title: string, content: string): string {
  return `<!doctype html><title>${title}</title><h1>${title}</h1>${content}`;
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);
}
