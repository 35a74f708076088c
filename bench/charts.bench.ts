/** 50 pens at 10 Hz in one window; what it measures and its options stand in the program itself. */
import './charts/run.ts';
