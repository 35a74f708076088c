export { createDemoPlantRouter } from './demo-plant.router.ts';
export type { DemoPlantService } from './demo-plant.service.ts';
