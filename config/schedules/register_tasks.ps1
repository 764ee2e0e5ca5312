# For the Task Scheduler of Windows. In PowerShell, in the project's folder:
#
#   powershell -ExecutionPolicy Bypass -File config\schedules\register_tasks.ps1
#   powershell -ExecutionPolicy Bypass -File config\schedules\register_tasks.ps1 -Remove
#
# It makes one task that asks every hour what is due; the times stand in the configuration, under
# [schedule]. docs/operations.md, "Scheduling", explains it.

param(
    [string] $Project = (Get-Location).Path,
    [switch] $Remove
)

$ErrorActionPreference = "Stop"
$name = "Referral outreach"

if ($Remove) {
    Unregister-ScheduledTask -TaskName $name -Confirm:$false
    Write-Output "The task is removed."
    return
}

$python = Join-Path $Project ".venv\Scripts\python.exe"
if (-not (Test-Path $python)) {
    throw "There is no $python. Go to the project's folder, or name it with -Project."
}

# The command prompt only keeps the log; each hour adds to it.
$log = Join-Path $Project "var\schedule.log"
$run = "/d /c `"`"$python`" scripts\run_schedule.py --once >> `"$log`" 2>&1`""
$action = New-ScheduledTaskAction -Execute "cmd.exe" -Argument $run -WorkingDirectory $Project
$trigger = New-ScheduledTaskTrigger -Once -At (Get-Date).Date.AddMinutes(5) `
    -RepetitionInterval (New-TimeSpan -Hours 1)
$settings = New-ScheduledTaskSettingsSet -StartWhenAvailable -MultipleInstances IgnoreNew `
    -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -ExecutionTimeLimit (New-TimeSpan -Hours 12)

Register-ScheduledTask -TaskName $name -Action $action -Trigger $trigger -Settings $settings -Force |
    Out-Null
Write-Output "The task '$name' asks every hour what is due. Its log is $log."
