/** What the app server tells the app. */
export interface AppConfig {
  readonly issuer: string;
  readonly api: string;
  readonly clientId: string;
}

/** Reads `/config.json` of the app server. */
export async function fetchAppConfig(): Promise<AppConfig> {
  const response = await fetch('/config.json');
  if (!response.ok) throw new Error(`The app server answered ${response.status} to /config.json.`);
  return (await response.json()) as AppConfig;
}
