// Command knative-autoscaler decides as Knative Serving does, by Knative's own code: its averages over windows
// (pkg/autoscaler/aggregation), its autoscaler (pkg/autoscaler/scaling) and its defaults. Metrics come in and decisions
// go out line by line, so that the caller's clock is the only one.
//
//	knative-autoscaler --target 8
//
// A line in: the time in seconds, the average of requests in flight in the second before, the number of ready pods, and
// the number of replicas asked for. A line out: the number of replicas to ask for, or "-" where Knative has no opinion.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric/noop"
	"go.uber.org/zap"
	"k8s.io/apimachinery/pkg/types"
	"knative.dev/serving/pkg/apis/autoscaling"
	"knative.dev/serving/pkg/autoscaler/aggregation"
	"knative.dev/serving/pkg/autoscaler/config"
	"knative.dev/serving/pkg/autoscaler/config/autoscalerconfig"
	"knative.dev/serving/pkg/autoscaler/metrics"
	"knative.dev/serving/pkg/autoscaler/scaling"
)

// The granularity of the buckets and the interval of decisions are constants of Knative that it doesn't export.
const (
	granularity = time.Second
	tick        = 2
)

func main() {
	target := flag.Float64("target", 8, "requests that one pod takes at the same time (containerConcurrency)")
	flag.Parse()
	if err := run(*target); err != nil {
		fmt.Fprintln(os.Stderr, "knative-autoscaler:", err)
		os.Exit(1)
	}
}

func run(target float64) error {
	defaults, err := config.NewConfigFromMap(nil)
	if err != nil {
		return err
	}
	seen := newLoad(defaults)
	pods := &pods{}
	// A revision is made with one pod: Knative's initial scale.
	decider := scaling.New(*attribute.EmptySet(), noop.NewMeterProvider(), "bench", "bench", seen, pods, spec(defaults, target))
	in := bufio.NewScanner(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	for in.Scan() {
		var second int64
		var inFlight float64
		var asked int
		if _, err := fmt.Sscan(in.Text(), &second, &inFlight, &pods.ready, &asked); err != nil {
			return fmt.Errorf("%q: %w", in.Text(), err)
		}
		now := time.Unix(second, 0)
		seen.record(now, inFlight)
		answer := "-"
		// A request that arrives at zero pokes the autoscaler: it doesn't wait for the next tick.
		poked := asked == 0 && inFlight > 0
		if poked || second%tick == 0 {
			if result := decider.Scale(zap.NewNop().Sugar(), now); result.ScaleValid {
				answer = fmt.Sprint(result.DesiredPodCount)
			}
		}
		fmt.Fprintln(out, answer)
		if err := out.Flush(); err != nil {
			return err
		}
	}
	return in.Err()
}

// spec is what Knative's reconciler makes of a revision that has containerConcurrency and nothing else.
func spec(defaults *autoscalerconfig.Config, target float64) *scaling.DeciderSpec {
	return &scaling.DeciderSpec{
		ScalingMetric:       autoscaling.Concurrency,
		MaxScaleUpRate:      defaults.MaxScaleUpRate,
		MaxScaleDownRate:    defaults.MaxScaleDownRate,
		TargetValue:         target * defaults.ContainerConcurrencyTargetFraction,
		TotalValue:          target,
		TargetBurstCapacity: defaults.TargetBurstCapacity,
		ActivatorCapacity:   defaults.ActivatorCapacity,
		PanicThreshold:      defaults.PanicThresholdPercentage / 100,
		StableWindow:        defaults.StableWindow,
		ScaleDownDelay:      defaults.ScaleDownDelay,
		InitialScale:        1,
		Reachable:           true,
	}
}

// load averages as Knative's metric collector does.
type load struct {
	stable, panic *aggregation.TimedFloat64Buckets
}

func newLoad(defaults *autoscalerconfig.Config) *load {
	panicWindow := time.Duration(float64(defaults.StableWindow) * defaults.PanicWindowPercentage / 100)
	return &load{
		stable: aggregation.NewTimedFloat64Buckets(defaults.StableWindow, granularity),
		panic:  aggregation.NewTimedFloat64Buckets(panicWindow, granularity),
	}
}

func (l *load) record(now time.Time, inFlight float64) {
	l.stable.Record(now, inFlight)
	l.panic.Record(now, inFlight)
}

func (l *load) StableAndPanicConcurrency(_ types.NamespacedName, now time.Time) (float64, float64, error) {
	if l.stable.IsEmpty(now) || l.panic.IsEmpty(now) {
		return 0, 0, metrics.ErrNoData
	}
	return l.stable.WindowAverage(now), l.panic.WindowAverage(now), nil
}

func (l *load) StableAndPanicRPS(types.NamespacedName, time.Time) (float64, float64, error) {
	return 0, 0, metrics.ErrNoData
}

// pods are counted by the caller.
type pods struct {
	ready int
}

func (p *pods) ReadyCount() (int, error) {
	return p.ready, nil
}

func (p *pods) NotReadyCount() (int, error) {
	return 0, nil
}
