// frame/cookies.ts – small choices of the screen (language, type size, colours). Nothing personal.
const kYear = 365 * 24 * 3600;

export function readCookie(name: string): string {
  const pair = document.cookie.split("; ").find((entry) => entry.startsWith(`${name}=`));
  return pair ? decodeURIComponent(pair.slice(name.length + 1)) : "";
}

export function writeCookie(name: string, value: string): void {
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${kYear}; samesite=lax`;
}
