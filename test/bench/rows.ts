export * from '@core/benchmark/rows';
