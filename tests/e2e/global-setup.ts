import { prepareDrivenApp } from '../support/electron/packaged-app.ts';

export default prepareDrivenApp;
