const STORAGE_KEY = 'aif.token';

/** The token in an address fragment like `#token=…` or `#/trends?token=…`, and the fragment without it. */
export function takeToken(fragment: string): { token: string | null; rest: string } {
  const match = /(^#|[?&#])token=([A-Za-z0-9_.~-]+)/.exec(fragment);
  if (!match) return { token: null, rest: fragment };
  const rest = fragment.replace(match[0], match[1] === '#' ? '#' : '').replace(/^#$/, '');
  return { token: match[2] ?? null, rest };
}

/** The token this browser window was opened with; it leaves the address bar and stays for this tab only. */
export function accessToken(): string | null {
  const { token, rest } = takeToken(window.location.hash);
  if (token !== null) {
    window.sessionStorage.setItem(STORAGE_KEY, token);
    window.history.replaceState(null, '', window.location.pathname + window.location.search + rest);
  }
  return window.sessionStorage.getItem(STORAGE_KEY);
}

/**
 * A new address of a restarted server, pasted into the open window, changes only the fragment: the page stays and
 * takes the new token before its router sees it.
 */
export function watchAccessToken(): void {
  window.addEventListener(
    'hashchange',
    (event) => {
      if (takeToken(window.location.hash).token === null) return;
      event.stopImmediatePropagation();
      accessToken();
    },
    { capture: true },
  );
}
