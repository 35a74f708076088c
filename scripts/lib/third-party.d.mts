export function thirdPartyLicences(): string;
