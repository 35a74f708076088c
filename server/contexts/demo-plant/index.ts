export { createDemoPlantRouter } from './demo-plant.router.ts';
export { createDemoPlantService, type DemoPlantLink, type DemoPlantService } from './demo-plant.service.ts';
