/** Whether a value may be trusted: the OPC/Sparkplug "good" range 192–255. Stale (500) and everything else may not. */
export function isGoodQuality(quality: number): boolean {
  return quality >= 192 && quality <= 255;
}
